/** The mains of pretraining. */
package org.sparklavit.pretrain.job;
