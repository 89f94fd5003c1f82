package org.sparklavit.cluster;

/** Where ranks say what they do. Neither method blocks, and neither fails: progress is no reason to stop. */
public interface ProgressSink {

    /** Shows a line of text. */
    void line(String text);

    /** Shows how far the work is, with the time left. */
    void progress(Progress progress);
}
