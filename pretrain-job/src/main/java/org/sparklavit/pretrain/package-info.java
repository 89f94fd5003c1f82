/** Pretraining of the language model: its configuration, its data, its plan and its evaluation. Knows no Spark. */
package org.sparklavit.pretrain;
