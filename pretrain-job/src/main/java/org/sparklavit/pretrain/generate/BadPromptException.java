package org.sparklavit.pretrain.generate;

import org.sparklavit.data.sample.ErrorRow;

/** A prompt that cannot be answered: a row of the errors table. */
final class BadPromptException extends Exception {
    private static final long serialVersionUID = 1;
    private static final String STAGE = "generate";
    private static final String SOURCE = "prompts";

    private final String reason;

    /**
     * One prompt's fault.
     *
     * @param reason one word in capitals to group by
     * @param message what is wrong and what to do
     */
    BadPromptException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** As a row. */
    ErrorRow row(String id) {
        return ErrorRow.of(SOURCE, id, STAGE, reason, getMessage());
    }
}
