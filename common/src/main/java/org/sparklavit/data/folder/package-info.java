/** A folder of images, with their captions in a JSONL, CSV or TSV file or in their own names. */
package org.sparklavit.data.folder;
