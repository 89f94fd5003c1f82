package org.sparklavit.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A process that answers each line with one line of JSON. */
final class LinePeer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final PrintWriter to;
    private final BufferedReader from;

    LinePeer(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        ProcessBuilder python = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // Such settings are for our side: the peer has what a user of PyTorch has.
        python.environment().keySet().removeIf(variable -> variable.startsWith("MALLOC_"));
        process = python.start();
        to = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Sends a command and waits for the answer. */
    JsonNode ask(String command) {
        tell(command);
        return hear();
    }

    /** Sends a command to each of {@code peers} before waiting for the answers, which are in the same order. */
    static List<JsonNode> askAll(List<LinePeer> peers, String command) {
        peers.forEach(peer -> peer.tell(command));
        return peers.stream().map(LinePeer::hear).toList();
    }

    private void tell(String command) {
        to.println(command);
    }

    private JsonNode hear() {
        try {
            String answer = from.readLine();
            if (answer == null) {
                throw new IllegalStateException(
                        "the process " + process.info().command().orElse("") + " with id " + process.pid()
                                + " ended without an answer; it says why above");
            }
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        to.close();
        process.destroy();
    }
}
