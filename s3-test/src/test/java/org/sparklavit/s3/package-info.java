/** All jobs on an S3 server that is slow, busy and cuts connections. */
package org.sparklavit.s3;
