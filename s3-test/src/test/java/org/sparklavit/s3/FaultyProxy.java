package org.sparklavit.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Stands between the client and the server and does a {@link Fault} to some requests. It passes headers on as they are,
 * because the client signed them, but for {@code Connection}: each request has a connection of its own.
 */
final class FaultyProxy implements Closeable {
    private static final int PIECE = 16 << 10;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final String BUSY_BODY =
            "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";

    private final ServerSocket listener;
    private final int serverPort;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "faulty-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong requests = new AtomicLong();
    private final Map<Fault, AtomicLong> done = new EnumMap<>(Fault.class);

    /** Listens on a port of its own. */
    FaultyProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        for (Fault fault : Fault.values()) {
            done.put(fault, new AtomicLong());
        }
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many requests each fault was done to. */
    Map<Fault, Long> done() {
        return done.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, fault -> fault.getValue()
                .get()));
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            threads.shutdownNow();
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            String head = readHead(in);
            if (head.isEmpty()) {
                return;
            }
            String method = head.substring(0, head.indexOf(' '));
            Fault fault = Fault.of(requests.getAndIncrement(), method);
            done.get(fault).incrementAndGet();
            if (fault == Fault.BUSY) {
                refuse(client, in, method);
            } else {
                relay(client, in, head, fault);
            }
        } catch (IOException e) {
            // One of the two has hung up; the other sees the same.
        }
    }

    /** Up to the empty line; empty if the client hung up. */
    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            last = last << 8 | next;
            if (last == 0x0d0a0d0a) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private static void refuse(Socket client, InputStream in, String method) throws IOException {
        String body = method.equals("HEAD") ? "" : BUSY_BODY;
        write(
                client.getOutputStream(),
                "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body);
        client.shutdownOutput();
        // A client that is still writing must not find the connection reset before it reads the answer.
        in.transferTo(OutputStream.nullOutputStream());
    }

    private void relay(Socket client, InputStream in, String head, Fault fault) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            write(server.getOutputStream(), closing(head));
            threads.execute(() -> copyBody(in, server));
            InputStream answer = server.getInputStream();
            if (fault == Fault.CUT) {
                byte[] start = new byte[PIECE];
                int count = Math.max(1, answer.read(start));
                client.getOutputStream().write(start, 0, count / 2);
                client.setSoLinger(true, 0);
            } else if (fault == Fault.SLOW) {
                copySlowly(answer, client.getOutputStream());
            } else {
                answer.transferTo(client.getOutputStream());
            }
        }
    }

    private static String closing(String head) {
        return head.replaceFirst("(?im)^Connection:.*\r\n", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
    }

    private static void copyBody(InputStream from, Socket server) {
        try {
            from.transferTo(server.getOutputStream());
        } catch (IOException e) {
            // The answer came before the end of the request, or the client hung up.
        }
    }

    private static void copySlowly(InputStream from, OutputStream to) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            to.write(piece, 0, count);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
