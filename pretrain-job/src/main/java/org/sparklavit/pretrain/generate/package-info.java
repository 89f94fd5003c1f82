/** What the generate job does, without Spark: prompts of text and images in, texts and pictures out. */
package org.sparklavit.pretrain.generate;
