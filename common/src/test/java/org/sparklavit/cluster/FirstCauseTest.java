package org.sparklavit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparklavit.cluster.RankFailure.Kind;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.LocalCollective;
import org.sparklavit.config.ConfigException;

class FirstCauseTest {

    private static RankFailure failure(int rank, Kind kind, int suspect) {
        return new RankFailure(rank, "on h" + rank, kind, suspect, "summary of " + rank, "");
    }

    private static RankFailure firstCause(List<RankFailure> failures) {
        return FirstCause.of(failures, Map.of(2, "on h2"));
    }

    private static RankFailure follower(int rank, int suspect) {
        return failure(rank, Kind.FOLLOWER, suspect);
    }

    @Test
    void anErrorOfARanksOwnGoesBeforeItsFollowers() {
        RankFailure own = failure(2, Kind.OWN, RankFailure.NOBODY);
        assertThat(firstCause(List.of(follower(1, 2), follower(0, 1), own))).isEqualTo(own);
    }

    @Test
    void ofSeveralThatNeedNoExplanationTheFirstToArriveWins() {
        RankFailure lost = failure(3, Kind.LOST, RankFailure.NOBODY);
        assertThat(firstCause(List.of(follower(1, 3), lost, failure(0, Kind.OWN, RankFailure.NOBODY))))
                .isEqualTo(lost);
    }

    @Test
    void followersAloneLeadToTheRankThatSaidNothing() {
        RankFailure first = firstCause(List.of(follower(4, 3), follower(3, 2), follower(0, 4)));
        assertThat(first.rank()).isEqualTo(2);
        assertThat(first.kind()).isEqualTo(Kind.SILENT);
        assertThat(first).hasToString("rank 2 (on h2): it reported nothing itself; rank 3 (on h3): summary of 3");
    }

    @Test
    void followersThatSuspectEachOtherEndTheSearch() {
        RankFailure first = follower(0, 1);
        assertThat(firstCause(List.of(first, follower(1, 0)))).isEqualTo(first);
    }

    @Test
    void aCollectivesFailureIsRecognisedInsideOtherErrors() {
        List<Collective> group = LocalCollective.group(2);
        group.get(1).close();
        try {
            group.get(0).barrier();
        } catch (RuntimeException e) {
            RankFailure failure = RankFailure.of(0, "here", new IllegalStateException("step 7", e));
            assertThat(failure.kind()).isEqualTo(Kind.FOLLOWER);
            assertThat(failure.suspect()).isEqualTo(1);
            assertThat(failure).hasToString("rank 0 (here): rank 1 has left");
            assertThat(failure.detail()).contains("step 7");
            return;
        }
        throw new AssertionError("the barrier without rank 1 returned");
    }

    @Test
    void theUsersFaultIsRecognised() {
        RankFailure failure = RankFailure.of(1, "here", new RuntimeException(new ConfigException("no such file")));
        assertThat(failure.kind()).isEqualTo(Kind.CONFIG);
        assertThat(failure.summary()).isEqualTo("no such file");
    }
}
