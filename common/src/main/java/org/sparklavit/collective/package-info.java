/**
 * Collectives between the ranks of one training job: all-reduce and its kin, behind
 * {@link org.sparklavit.collective.Collective}. Only the JDK is needed here.
 *
 * <p>{@link org.sparklavit.collective.SoloCollective} serves a world of one,
 * {@link org.sparklavit.collective.LocalCollective} the threads of one JVM (tests), and
 * {@link org.sparklavit.collective.RingCollective} processes that reach each other over TCP.
 */
package org.sparklavit.collective;
