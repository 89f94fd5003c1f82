package org.sparklavit.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalCollectiveTest extends CollectiveContract {

    @Override
    protected List<Collective> group(int world) {
        return LocalCollective.group(world);
    }

    @Test
    void aRankThatLeavesMakesTheOthersFailAtOnce() {
        assertThatThrownBy(() -> Ranks.run(3, collective -> {
                    if (collective.rank() != 1) {
                        collective.barrier();
                    }
                    return null;
                }))
                .isInstanceOf(CollectiveException.class)
                .hasMessage("rank 1 has left")
                .satisfies(e -> assertThat(((CollectiveException) e).suspect()).hasValue(1));
    }

    @Test
    void aRankThatDoesNotComeEndsTheWaitAtTheTimeout() {
        List<Collective> group = LocalCollective.group(2, Duration.ofMillis(50));
        assertThatThrownBy(() -> group.get(0).barrier())
                .isInstanceOf(CollectiveException.class)
                .hasMessage("rank 0 waited 50 ms, but only 1 of 2 ranks came");
    }

    @Test
    void differentCallsAreFound() {
        assertThatThrownBy(() -> Ranks.run(2, collective -> {
                    collective.allReduce(Floats.allocate(collective.rank() + 3));
                    return null;
                }))
                .isInstanceOf(CollectiveException.class)
                .hasMessage("rank 0 called all-reduce of 3 floats but rank 1 called all-reduce of 4 floats");
    }

    @Test
    void theFirstErrorOfTheRanksIsTheOneThatIsNotAFollower() {
        assertThatThrownBy(() -> Ranks.run(3, collective -> {
                    if (collective.rank() == 2) {
                        throw new IllegalStateException("disk full");
                    }
                    collective.barrier();
                    return null;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk full");
    }

    @Test
    void aWorldOfNoneIsRefused() {
        assertThatThrownBy(() -> LocalCollective.group(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("world size is 0 but must be at least 1");
    }
}
