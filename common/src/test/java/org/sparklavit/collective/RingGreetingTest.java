package org.sparklavit.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who may come in at a rank's port. */
class RingGreetingTest {

    private static final RingSettings SHORT =
            RingSettings.DEFAULT.withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));

    @Test
    void garbageIsHungUpOnAndTheRingStillForms() throws Exception {
        List<RingListener> listeners = openTwo(JobSecret.draw("job", 0));
        for (RingListener listener : listeners) {
            byte[] garbage = new byte[4096];
            new Random(1).nextBytes(garbage);
            assertThat(hungUpOn(listener.address(), garbage)).isTrue();
        }
        assertSums(Rings.join(listeners, SHORT));
    }

    @Test
    void silentStrangersDoNotHoldUpTheNeighbour() throws Exception {
        List<RingListener> listeners = openTwo(JobSecret.draw("job", 0));
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                RingAddress address = listeners.get(i % 2).address();
                strangers.add(connect(address));
            }
            long start = System.nanoTime();
            assertSums(Rings.join(listeners, SHORT));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        } finally {
            strangers.forEach(Closing::quietly);
        }
    }

    @Test
    void oneWhoStopsHalfWayThroughTheGreetingIsHungUpOn() throws Exception {
        JobSecret secret = JobSecret.draw("job", 0);
        Duration patience = Duration.ofMillis(100);
        try (RingListener host = RingListener.open(1, 2, Rings.LOOPBACK, secret, patience);
                Socket inHello = connect(host.address());
                Socket inProof = connect(host.address())) {
            byte[] hello = new byte[Greeting.HELLO_BYTES];
            Greeting.from(secret, 0, 1).hello().get(hello);
            inHello.getOutputStream().write(hello, 0, Greeting.HELLO_BYTES / 2);
            inProof.getOutputStream().write(hello);
            inProof.getOutputStream().write(new byte[Greeting.PROOF_BYTES - 1]);
            assertThat(readAll(inHello)).isEmpty();
            assertThat(readAll(inProof)).hasSize(Greeting.CHALLENGE_BYTES);
            assertThatThrownBy(() -> host.awaitNeighbour(new RingAddress(0, "h", 1), Duration.ofMillis(50)))
                    .hasMessageContaining("2 other connections were refused")
                    .hasMessageContaining("because it was too slow");
        }
    }

    @Test
    void connectionsWhileRanksComputeAreRefusedAndChangeNothing() throws Exception {
        List<RingListener> listeners = openTwo(JobSecret.draw("job", 0));
        List<RingCollective> ring = Rings.join(listeners, SHORT);
        CountDownLatch computing = new CountDownLatch(2);
        CountDownLatch attacked = new CountDownLatch(1);
        CompletableFuture<List<Boolean>> attack =
                CompletableFuture.supplyAsync(() -> attack(listeners, computing, attacked));
        List<float[]> sums = Ranks.run(ring, collective -> sumWhile(collective, computing, attacked));
        assertThat(attack.get(10, TimeUnit.SECONDS)).hasSize(200).containsOnly(true);
        assertThat(sums.get(0)[0]).isPositive();
        assertThat(sums.get(1)).isEqualTo(sums.get(0));
        assertThat(sums.get(0)[1]).isEqualTo(3 * sums.get(0)[0]);
    }

    /** Garbage at both ports, again and again, once the ranks are at work. */
    private static List<Boolean> attack(
            List<RingListener> listeners, CountDownLatch computing, CountDownLatch attacked) {
        try {
            computing.await();
            List<Boolean> hungUp = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                hungUp.add(hungUpOn(listeners.get(i % 2).address(), new byte[100]));
            }
            return hungUp;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            attacked.countDown();
        }
    }

    /** Sums until the attack is over and all ranks know it; returns the number of steps and what they summed up to. */
    private static float[] sumWhile(Collective collective, CountDownLatch computing, CountDownLatch attacked) {
        ByteBuffer buffer = Floats.allocate(100_000);
        float steps = 0;
        float total = 0;
        boolean over = false;
        while (!over) {
            for (int i = 0; i < buffer.capacity(); i += Float.BYTES) {
                buffer.putFloat(i, collective.rank() + 1);
            }
            collective.allReduce(buffer);
            steps++;
            total += buffer.getFloat(buffer.capacity() / 2);
            computing.countDown();
            over = collective.allGatherBytes(new byte[] {(byte) (attacked.getCount() == 0 ? 1 : 0)})[0][0] == 1;
        }
        return new float[] {steps, total};
    }

    @Test
    void aRankOfAnotherAttemptIsRefused() {
        isRefused(JobSecret.draw("job", 0), JobSecret.draw("job", 1));
    }

    @Test
    void aRankWithAnotherSecretIsRefused() {
        isRefused(JobSecret.draw("job", 0), JobSecret.draw("job", 0));
    }

    /** Rank 1 only listens: were it to call too, it could give up first and close the port that rank 0 dials. */
    private static void isRefused(JobSecret caller, JobSecret host) {
        RingListener listener0 = RingListener.open(0, 2, Rings.LOOPBACK, caller);
        try (RingListener listener1 = RingListener.open(1, 2, Rings.LOOPBACK, host)) {
            List<RingAddress> addresses = List.of(listener0.address(), listener1.address());
            assertThatThrownBy(() -> RingCollective.join(listener0, addresses, SHORT, () -> false))
                    .isInstanceOf(CollectiveException.class)
                    .hasMessageContaining("the process there does not know the job's secret");
        }
    }

    @Test
    void aCallerThatCannotProveItsRankNeverGetsAWelcome() throws Exception {
        JobSecret secret = JobSecret.draw("job", 0);
        try (RingListener host = RingListener.open(1, 2, Rings.LOOPBACK, secret)) {
            ByteBuffer hello = Greeting.from(JobSecret.draw("job", 0), 0, 1).hello();
            byte[] words = new byte[Greeting.HELLO_BYTES + Greeting.PROOF_BYTES];
            hello.get(words, 0, Greeting.HELLO_BYTES);
            try (Socket socket = connect(host.address())) {
                socket.getOutputStream().write(words);
                // The challenge comes, since it tells nothing; after the wrong proof the line is dead.
                assertThat(readAll(socket)).hasSize(Greeting.CHALLENGE_BYTES);
            }
            assertThatThrownBy(() -> host.awaitNeighbour(new RingAddress(0, "h", 1), Duration.ofMillis(50)))
                    .isInstanceOf(CollectiveException.class)
                    .hasMessageContaining("its left neighbour, rank 0 at h:1, did not connect within 50 ms")
                    .hasMessageContaining("1 other connections were refused")
                    .hasMessageContaining("it does not know the job's secret");
        }
    }

    @Test
    void theRightRankWithTheRightSecretButForAnotherHostIsRefused() {
        JobSecret secret = JobSecret.draw("job", 0);
        ByteBuffer hello = Greeting.from(secret, 0, 1).hello();
        assertThat(Greeting.understand(secret, 0, 1, hello.duplicate())).isPresent();
        assertThat(Greeting.understand(secret, 0, 2, hello.duplicate())).isEmpty();
        assertThat(Greeting.understand(secret, 1, 1, hello.duplicate())).isEmpty();
    }

    @Test
    void thePortIsClosedOnceTheRingStands() throws Exception {
        List<RingListener> listeners = openTwo(JobSecret.draw("job", 0));
        List<RingCollective> ring = Rings.join(listeners, SHORT);
        for (RingListener listener : listeners) {
            assertThat(hungUpOn(listener.address(), new byte[100])).isTrue();
        }
        assertSums(ring);
    }

    @Test
    void theSecretIsNotPrinted() {
        assertThat(JobSecret.draw("train-7", 2)).hasToString("JobSecret[train-7, attempt 2]");
    }

    private static List<RingListener> openTwo(JobSecret secret) {
        return List.of(
                RingListener.open(0, 2, Rings.LOOPBACK, secret), RingListener.open(1, 2, Rings.LOOPBACK, secret));
    }

    private static Socket connect(RingAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address.resolve());
        return socket;
    }

    private static void assertSums(List<RingCollective> ring) throws Exception {
        List<float[]> sums = Ranks.run(ring, collective -> {
            ByteBuffer buffer = Floats.of(1, collective.rank());
            collective.allReduce(buffer);
            return Floats.toArray(buffer);
        });
        assertThat(sums).allSatisfy(sum -> assertThat(sum).containsExactly(2, 1));
    }

    /** Whether the other side answers these words with nothing but a closed line. */
    private static boolean hungUpOn(RingAddress address, byte[] words) {
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(words);
            return readAll(socket).length == 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** What the other side says until it hangs up; a line that is reset counts as hung up. */
    private static byte[] readAll(Socket socket) throws IOException {
        socket.setSoTimeout(4000);
        byte[] heard = new byte[0];
        try {
            for (int b = socket.getInputStream().read();
                    b >= 0;
                    b = socket.getInputStream().read()) {
                heard = Arrays.copyOf(heard, heard.length + 1);
            }
        } catch (SocketException e) {
            return heard;
        }
        return heard;
    }
}
