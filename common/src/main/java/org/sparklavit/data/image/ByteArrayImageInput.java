package org.sparklavit.data.image;

import javax.imageio.stream.ImageInputStreamImpl;

/** A file in memory as ImageIO wants it; the JDK's own wrapper copies it block by block. */
final class ByteArrayImageInput extends ImageInputStreamImpl {
    private final byte[] file;
    private boolean ranOut;

    ByteArrayImageInput(byte[] file) {
        this.file = file;
    }

    @Override
    public int read() {
        bitOffset = 0;
        if (streamPos >= file.length) {
            ranOut = true;
            return -1;
        }
        return file[(int) streamPos++] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        bitOffset = 0;
        int left = (int) (file.length - streamPos);
        if (length == 0) {
            return 0;
        }
        if (left <= 0) {
            ranOut = true;
            return -1;
        }
        int count = Math.min(length, left);
        System.arraycopy(file, (int) streamPos, to, offset, count);
        streamPos += count;
        return count;
    }

    /** Whether the reader asked for more than there is. */
    boolean ranOut() {
        return ranOut;
    }

    @Override
    public long length() {
        return file.length;
    }
}
