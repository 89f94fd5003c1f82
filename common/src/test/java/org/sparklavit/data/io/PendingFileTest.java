package org.sparklavit.data.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.data.token.TokenReader;
import org.sparklavit.data.token.TokenRowsForTests;
import org.sparklavit.data.token.TokenWriter;

class PendingFileTest {
    @TempDir
    Path folder;

    private final Storage local = Storage.local();
    private final Storage store = new Storage(ObjectStore.configuration());

    @Test
    void onADiskItIsAHiddenSiblingUntilItIsCommitted() throws IOException {
        try (PendingFile file = local.startFile(folder + "/a")) {
            file.stream().write(1);
            file.stream().close();
            assertThat(folder.toFile().list()).singleElement().asString().startsWith(".a.");
            file.commit();
        }
        assertThat(folder.toFile().list()).containsExactly("a");
    }

    @Test
    void inAStoreItIsNotThereUntilItIsCommittedAndNeverRenamed() throws IOException {
        try (PendingFile file = store.startFile("store:" + folder + "/a")) {
            file.stream().write(1);
            file.stream().close();
            assertThat(folder).isEmptyDirectory();
            file.commit();
        }
        assertThat(folder.resolve("a")).hasBinaryContent(new byte[] {1});
    }

    @Test
    void aWriterThatFailsLeavesNothingInAStore() {
        assertThatThrownBy(() -> store.writeAtomically("store:" + folder + "/a", out -> {
                    out.write(1);
                    throw new IOException("cut off");
                }))
                .hasMessage("cut off");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFullDiskIsToldWithTheFileAndTheRemedy() {
        Storage full = new Storage(ObjectStore.configuration(100));
        assertThatThrownBy(() -> write(full, "store:" + folder + "/full.parquet", true))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot write store:" + folder + "/full.parquet: No space left on device. Make room there and"
                                + " start the same command again");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void parquetWritesTheSameBytesToBothAndNothingWithoutACommit() throws IOException {
        write(local, folder + "/disk.parquet", true);
        write(store, "store:" + folder + "/store.parquet", true);
        write(store, "store:" + folder + "/never.parquet", false);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("disk.parquet", "store.parquet");
        assertThat(folder.resolve("store.parquet")).hasSameBinaryContentAs(folder.resolve("disk.parquet"));
        try (TokenReader rows =
                new TokenReader(store, "store:" + folder + "/store.parquet", EnumSet.noneOf(TokenReader.Skip.class))) {
            assertThat(rows.next().key()).isEqualTo("key0");
        }
    }

    private static void write(Storage storage, String uri, boolean commits) throws IOException {
        try (TokenWriter writer = new TokenWriter(storage, uri, TokenRowsForTests.metadata(2))) {
            writer.write(TokenRowsForTests.row(0, 2));
            if (commits) {
                writer.commit();
            }
        }
    }
}
