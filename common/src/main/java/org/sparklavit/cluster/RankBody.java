package org.sparklavit.cluster;

import java.io.Serializable;

/**
 * What every rank of a job does, from start to end; travels to the executors by Java serialisation. After a failure of
 * any rank all of them start again, so the body first loads the last checkpoint.
 *
 * @param <T> the result; that of rank 0 is returned to the driver
 */
@FunctionalInterface
public interface RankBody<T extends Serializable> extends Serializable {

    T run(RankContext context) throws Exception;
}
