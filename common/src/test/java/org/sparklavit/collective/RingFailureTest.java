package org.sparklavit.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class RingFailureTest {

    private static final Duration PATIENT = Duration.ofSeconds(60);

    private static CompletableFuture<CollectiveException> failureOf(Collective collective) {
        return CompletableFuture.supplyAsync(() -> catchThrowableOfType(CollectiveException.class, () -> {
            while (true) {
                collective.allReduce(Floats.allocate(1_000_000));
            }
        }));
    }

    @Test
    void aDeadPeerIsNamedByItsNeighboursLongBeforeTheTimeout() throws Exception {
        List<RingCollective> ring = Rings.connect(3, RingSettings.DEFAULT.withTimeouts(PATIENT, PATIENT));
        var first = failureOf(ring.get(0));
        var second = failureOf(ring.get(1));
        ring.get(2).allReduce(Floats.allocate(1_000_000));
        ring.get(2).close();
        CollectiveException ofRank0 = first.get(5, TimeUnit.SECONDS);
        CollectiveException ofRank1 = second.get(5, TimeUnit.SECONDS);
        assertThat(ofRank0)
                .hasMessageContaining("rank 0 at 127.0.0.1:")
                .hasMessageMatching(".* lost its .*neighbour.*");
        // Each names the neighbour that went first from where it stands; at least one of them stands next to rank 2.
        assertThat(List.of(ofRank0.suspect().getAsInt(), ofRank1.suspect().getAsInt()))
                .contains(2);
        assertThat(ofRank1)
                .hasMessageContaining("neighbour, rank " + ofRank1.suspect().getAsInt() + " at 127.0.0.1:");
    }

    @Test
    void afterAFailureTheRingStaysClosedAndSaysWhy() throws Exception {
        List<RingCollective> ring = Rings.connect(2, RingSettings.DEFAULT);
        ring.get(1).close();
        assertThatThrownBy(ring.get(0)::barrier).isInstanceOf(CollectiveException.class);
        assertThatThrownBy(ring.get(0)::barrier)
                .isInstanceOf(CollectiveException.class)
                .hasMessageContaining("the ring is closed: rank 0 at")
                .hasMessageContaining("neighbour, rank 1 at");
        assertThatThrownBy(ring.get(1)::barrier).hasMessage("the ring is closed: rank 1 has left it");
    }

    @Test
    void aSilentPeerIsNamedAtTheTimeout() throws Exception {
        List<RingCollective> ring =
                Rings.connect(2, RingSettings.DEFAULT.withTimeouts(PATIENT, Duration.ofMillis(300)));
        try (RingCollective silent = ring.get(1)) {
            assertThat(silent.rank()).isEqualTo(1);
            assertThatThrownBy(() -> ring.get(0).allReduce(Floats.allocate(10)))
                    .isInstanceOf(CollectiveException.class)
                    .hasMessageMatching(
                            "rank 0 at \\S+ gave up in operation 0, all-reduce of 10 floats: nothing came from"
                                    + " its left neighbour, rank 1 at \\S+, for 300 ms");
        }
    }

    @Test
    void differentCallsAreFound() throws Exception {
        List<RingCollective> ring = Rings.connect(2, RingSettings.DEFAULT);
        assertThatThrownBy(() -> Ranks.run(ring, collective -> {
                    if (collective.rank() == 0) {
                        collective.allReduce(Floats.allocate(3));
                    } else {
                        collective.allGather(Floats.allocate(4));
                    }
                    return null;
                }))
                .isInstanceOf(CollectiveException.class)
                .hasMessageMatching(
                        "rank 0 at \\S+ called operation 0, all-reduce of 3 floats but rank 1 at \\S+ called operation 0,"
                                + " all-gather of 4 floats|rank 0 at \\S+ lost its .*");
    }

    @Test
    void aCancelledTaskStopsWaiting() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        List<RingCollective> ring = joinTwo(cancelled::get);
        var failure = failureOf(ring.get(0));
        cancelled.set(true);
        assertThat(failure.get(5, TimeUnit.SECONDS))
                .hasMessageContaining("was cancelled in operation 0, all-reduce of 1000000 floats");
        ring.get(1).close();
    }

    private static List<RingCollective> joinTwo(BooleanSupplier cancelled) throws Exception {
        JobSecret secret = JobSecret.draw("job", 0);
        List<RingListener> listeners = List.of(
                RingListener.open(0, 2, Rings.LOOPBACK, secret), RingListener.open(1, 2, Rings.LOOPBACK, secret));
        List<RingAddress> addresses =
                listeners.stream().map(RingListener::address).toList();
        Callable<RingCollective> first =
                () -> RingCollective.join(listeners.get(0), addresses, RingSettings.DEFAULT, cancelled);
        Callable<RingCollective> second =
                () -> RingCollective.join(listeners.get(1), addresses, RingSettings.DEFAULT, cancelled);
        return Ranks.together(List.of(first, second));
    }

    @Test
    void aPeerThatDiedBeforeItConnectedIsNamedAtOnce() {
        JobSecret secret = JobSecret.draw("job", 0);
        RingListener alive = RingListener.open(0, 2, Rings.LOOPBACK, secret);
        // A port that nobody has listened on since the system handed it out.
        RingListener dead = RingListener.open(1, 2, Rings.LOOPBACK, secret);
        RingAddress gone = dead.address();
        dead.close();
        assertThatThrownBy(() -> RingCollective.join(
                        alive,
                        List.of(alive.address(), gone),
                        RingSettings.DEFAULT.withTimeouts(Duration.ofSeconds(5), PATIENT),
                        () -> false))
                .isInstanceOf(CollectiveException.class)
                .hasMessageStartingWith("rank 0 at 127.0.0.1:")
                .hasMessageContaining("cannot connect to its right neighbour, rank 1 at 127.0.0.1:" + gone.port());
    }

    @Test
    void aNameThatDoesNotResolveIsSaidAtOnce() {
        RingListener listener = RingListener.open(0, 2, Rings.LOOPBACK, JobSecret.draw("job", 0));
        RingAddress nowhere = new RingAddress(1, "no-such-host.invalid", 1);
        assertThatThrownBy(() -> RingCollective.join(
                        listener, List.of(listener.address(), nowhere), RingSettings.DEFAULT, () -> false))
                .isInstanceOf(CollectiveException.class)
                .hasMessageContaining("cannot connect to its right neighbour, rank 1 at no-such-host.invalid:1")
                .hasMessageContaining("the name no-such-host.invalid is not known here");
    }

    @Test
    void anAddressReadsBack() {
        assertThat(RingAddress.parse(3, "fe80::1:4711")).isEqualTo(new RingAddress(3, "fe80::1", 4711));
        assertThatThrownBy(() -> RingAddress.parse(3, "nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the address of rank 3 is 'nonsense' but must be host:port");
    }
}
