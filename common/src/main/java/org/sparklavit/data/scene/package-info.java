/**
 * Made-up pictures whose truth is known: scenes of coloured shapes drawn from (seed, index), their captions, and plain
 * sentences about the same small world. They let the real pipeline run offline and its results be counted.
 */
package org.sparklavit.data.scene;
