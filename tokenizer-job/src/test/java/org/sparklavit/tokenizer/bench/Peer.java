package org.sparklavit.tokenizer.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;

/** {@code tools/bench/tokenizer_peer.py} in a process of its own; one question at a time. */
final class Peer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;

    /** Starts {@code command}. */
    Peer(List<String> command) throws IOException {
        ProcessBuilder python = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // Such settings are for our side: the peer has what a user of PyTorch has.
        python.environment().keySet().removeIf(variable -> variable.startsWith("MALLOC_"));
        process = python.start();
        questions = process.outputWriter();
        answers = process.inputReader();
    }

    /** Asks {@code {"do": what}}. */
    JsonNode ask(String what) {
        return ask(JSON.createObjectNode().put("do", what));
    }

    /** Asks {@code {"do": what, key: value}}. */
    JsonNode ask(String what, String key, String value) {
        return ask(JSON.createObjectNode().put("do", what).put(key, value));
    }

    private JsonNode ask(ObjectNode question) {
        try {
            questions.write(question + "\n");
            questions.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("the peer died at " + question + "; its reason is above");
            }
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException("the peer died at " + question + "; its reason is above", e);
        }
    }

    @Override
    public void close() throws IOException {
        questions.close();
        process.destroy();
    }
}
