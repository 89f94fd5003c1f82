/**
 * Data-parallel training of any {@link org.sparklavit.train.Learner}: the loop, the sharded optimiser, checkpoints,
 * metrics. It knows no cluster: a rank is a {@link org.sparklavit.collective.Collective}.
 */
package org.sparklavit.train;
