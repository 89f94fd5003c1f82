package org.sparklavit.pretrain.evaluate;

/** What can be measured. */
public enum Measure {
    /** What is written about held-out images. */
    CAPTIONING,
    /** What is left of held-out images in their tokens. */
    RECONSTRUCTION,
    /** What is drawn of held-out captions. */
    DRAWING,
    /** What held-out ids cost. */
    PERPLEXITY
}
