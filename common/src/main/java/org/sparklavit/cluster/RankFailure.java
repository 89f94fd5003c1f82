package org.sparklavit.cluster;

import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.Optional;
import org.sparklavit.collective.CollectiveException;
import org.sparklavit.config.ConfigException;

/**
 * How one rank of an attempt ended.
 *
 * @param suspect the rank that a follower noticed, or {@link #NOBODY}
 * @param summary what happened, on one line where it can be
 * @param detail the stack trace on the executor, or empty
 */
record RankFailure(int rank, String place, Kind kind, int suspect, String summary, String detail)
        implements Serializable {

    static final int NOBODY = -1;

    /** From the most to the least telling. */
    enum Kind {
        /** The user's fault: another attempt would end the same way. */
        CONFIG,
        /** An error of the rank itself. */
        OWN,
        /** The executor is gone. */
        LOST,
        /** Others waited for it in vain and it said nothing. */
        SILENT,
        /** A collective failed, because of another rank. */
        FOLLOWER
    }

    /** Classifies what a body threw; a collective's failure anywhere in the chain of causes makes it a follower. */
    static RankFailure of(int rank, String place, Throwable thrown) {
        Optional<ConfigException> config = inChain(thrown, ConfigException.class);
        if (config.isPresent()) {
            return new RankFailure(
                    rank, place, Kind.CONFIG, NOBODY, config.get().getMessage(), trace(thrown));
        }
        Optional<CollectiveException> collective = inChain(thrown, CollectiveException.class);
        if (collective.isPresent()) {
            int suspect = collective.get().suspect().orElse(NOBODY);
            return new RankFailure(
                    rank, place, Kind.FOLLOWER, suspect, collective.get().getMessage(), trace(thrown));
        }
        return new RankFailure(rank, place, Kind.OWN, NOBODY, thrown.toString(), trace(thrown));
    }

    private static <E extends Throwable> Optional<E> inChain(Throwable thrown, Class<E> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Override
    public String toString() {
        return "rank " + rank + " (" + place + "): " + summary;
    }
}
