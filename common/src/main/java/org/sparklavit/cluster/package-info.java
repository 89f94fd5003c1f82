/**
 * Runs ranks on a Spark cluster: the session, the barrier stage with its rendezvous and restarts, the device of each
 * rank, and progress on the driver's console. The only package of this module that knows Spark.
 *
 * <p>{@link org.sparklavit.cluster.SparkSessions} makes the session, {@link org.sparklavit.cluster.BarrierRunner} runs
 * a {@link org.sparklavit.cluster.RankBody} on every rank, and {@link org.sparklavit.cluster.ProgressPrinter} shows how
 * far an ordinary Spark job has come.
 */
package org.sparklavit.cluster;
