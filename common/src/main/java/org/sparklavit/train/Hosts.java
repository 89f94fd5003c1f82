package org.sparklavit.train;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The machine's name, for messages about one rank of many. */
final class Hosts {
    private Hosts() {}

    static String own() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unknown host";
        }
    }
}
