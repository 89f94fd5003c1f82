package org.sparklavit.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.LocalCollective;

class StragglersTest {
    @Test
    void theSlowestRankIsNamedWithItsHostAndRatioOnEveryRank() throws Exception {
        List<Optional<String>> found = find(0.4, 0.41, 1.2, 0.39);
        assertThat(found).allMatch(found.get(0)::equals);
        assertThat(found.get(0))
                .hasValue(
                        "rank 2 on " + Hosts.own() + " is a straggler: it computes 1.20 s a step, 3.0 times as long as"
                                + " the others (0.40 s). Look for another load, a throttled processor or a bad disk there.");
    }

    @Test
    void usualDifferencesAreNoNews() throws Exception {
        assertThat(find(0.4, 0.5)).containsOnly(Optional.empty());
        assertThat(find(0.4)).containsOnly(Optional.empty());
    }

    private static List<Optional<String>> find(double... seconds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(seconds.length);
        try {
            List<Future<Optional<String>>> ranks = new ArrayList<>();
            for (Collective rank : LocalCollective.group(seconds.length)) {
                ranks.add(threads.submit(() -> new Stragglers(rank).find(seconds[rank.rank()])));
            }
            List<Optional<String>> found = new ArrayList<>();
            for (Future<Optional<String>> rank : ranks) {
                found.add(rank.get());
            }
            return found;
        } finally {
            threads.shutdownNow();
        }
    }
}
