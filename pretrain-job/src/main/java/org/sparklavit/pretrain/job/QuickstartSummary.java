package org.sparklavit.pretrain.job;

import java.io.IOException;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.JobCommand;
import org.sparklavit.data.io.Storage;
import org.sparklavit.pretrain.QuickstartReport;

/** The last stage of {@code submit/quickstart.sh}: prints and writes the figures of the whole run. */
public final class QuickstartSummary {
    private QuickstartSummary() {}

    /**
     * Usage: {@code QuickstartSummary OUT WALL_SECONDS}.
     *
     * @param args the output folder of the quickstart and the seconds since its start
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: QuickstartSummary OUT WALL_SECONDS");
            System.exit(JobCommand.USAGE);
        }
        try {
            QuickstartReport report = QuickstartReport.of(Storage.local(), args[0], Long.parseLong(args[1]));
            report.write();
            System.out.println(report.text());
        } catch (ConfigException e) {
            System.err.println("quickstart summary: " + e.getMessage());
            System.exit(JobCommand.USAGE);
        }
    }
}
