/** What the evaluate job does, without Spark: what a model writes and draws, against the truth. */
package org.sparklavit.pretrain.evaluate;
