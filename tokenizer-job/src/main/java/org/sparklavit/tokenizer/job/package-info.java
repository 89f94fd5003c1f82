/** The mains of this module: what each job reads from its configuration and what it asks Spark to do. */
package org.sparklavit.tokenizer.job;
