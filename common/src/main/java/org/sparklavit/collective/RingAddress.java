package org.sparklavit.collective;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Where the ring port of a rank is. Prints as an error message wants it: {@code rank 2 at worker-7:40113}. */
public record RingAddress(int rank, String host, int port) {

    /** The form that travels at rendezvous, {@code host:port}. */
    public String hostAndPort() {
        return host + ":" + port;
    }

    /** Reads back {@link #hostAndPort()}; an IPv6 host may contain colons. */
    public static RingAddress parse(int rank, String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        try {
            return new RingAddress(
                    rank, hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the address of rank " + rank + " is '" + hostAndPort + "' but must be host:port", e);
        }
    }

    InetSocketAddress resolve() throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("the name " + host + " is not known here");
        }
        return address;
    }

    @Override
    public String toString() {
        return "rank " + rank + " at " + hostAndPort();
    }
}
