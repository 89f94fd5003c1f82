package org.sparklavit.data.token;

import java.util.Map;
import org.sparklavit.data.parquet.FooterException;
import org.sparklavit.data.parquet.TableFile;

/** How the numbers of {@link TokenRow#features} are stored. There is one way; the footer names it, so that none is guessed. */
public final class FeatureType {
    static final String KEY = "sparklavit.token.feature-type";
    static final String NAME = "bfloat16";

    private FeatureType() {}

    /**
     * Checks that the features of a file, if it has any, are of the type that this software reads.
     *
     * @throws FooterException if its footer says otherwise, or nothing, as those of format version 1
     */
    public static void check(TableFile file) throws FooterException {
        String uri = file.file().uri();
        Map<String, String> footer = file.footer();
        String found = footer.get(KEY);
        if (TokenMetadata.fromFooter(uri, footer).featureWidth() > 0 && !NAME.equals(found)) {
            throw new FooterException(
                    uri + " has features but '" + KEY + "' in its footer is " + (found == null ? "missing" : found)
                            + " and must be " + NAME + ", or they would be read as other numbers. Tokenize again");
        }
    }
}
