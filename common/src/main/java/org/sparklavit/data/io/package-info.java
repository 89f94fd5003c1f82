/** Files wherever they lie (local disk, HDFS, s3a), read and written whole or not at all. */
package org.sparklavit.data.io;
