/** Batches of decoded images for a rank that trains, made ahead of need on a thread of their own. */
package org.sparklavit.data.batch;
