/** WebDataset: tar files in which the files of one sample follow each other under one key. */
package org.sparklavit.data.webdataset;
