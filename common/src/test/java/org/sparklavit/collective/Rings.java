package org.sparklavit.collective;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Rings whose ranks are threads of the test, connected over loopback. */
final class Rings {

    static final String LOOPBACK = "127.0.0.1";

    private Rings() {}

    static List<RingCollective> connect(int world, RingSettings settings) throws Exception {
        JobSecret secret = JobSecret.draw("job", 0);
        List<RingListener> listeners = new ArrayList<>();
        for (int rank = 0; rank < world; rank++) {
            listeners.add(RingListener.open(rank, world, LOOPBACK, secret));
        }
        return join(listeners, settings);
    }

    static List<RingCollective> join(List<RingListener> listeners, RingSettings settings) throws Exception {
        List<RingAddress> addresses =
                listeners.stream().map(RingListener::address).toList();
        List<Callable<RingCollective>> calls = new ArrayList<>();
        for (RingListener listener : listeners) {
            calls.add(() -> RingCollective.join(listener, addresses, settings, () -> false));
        }
        return Ranks.together(calls);
    }
}
