/** The objective of the language model and its measures, over the training loop. */
package org.sparklavit.language.training;
