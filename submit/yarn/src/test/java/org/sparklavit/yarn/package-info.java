/** The scripts in {@code submit/} on Hadoop's own mini cluster: YARN for the processes, HDFS for the files. */
package org.sparklavit.yarn;
