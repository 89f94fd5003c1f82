package org.sparklavit.data.folder;

import java.io.Serializable;
import org.sparklavit.data.sample.ErrorRow;

/** An image of a folder that is still to be read, or why there is none. */
public sealed interface FolderEntry extends Serializable {
    /**
     * An image with its caption.
     *
     * @param key path of the image below the folder
     * @param uri where it lies
     * @param bytes its length when it was listed
     * @param caption the text, trimmed and not empty
     * @param metadataJson the other fields of the captions file, a JSON object
     */
    record Image(String key, String uri, long bytes, String caption, String metadataJson) implements FolderEntry {}

    /** A line of the captions file, or an image, without its counterpart. */
    record Problem(ErrorRow row) implements FolderEntry {}
}
