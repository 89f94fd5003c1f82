/** Trains a detokenizer: the U-Net learns to take noise from pictures under what their tokens say. */
package org.sparklavit.diffusion.training;
