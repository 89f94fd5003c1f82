/** Where image-text pairs come from: the {@code sources} of a configuration, cut into parts that tasks read. */
package org.sparklavit.data.corpus;
