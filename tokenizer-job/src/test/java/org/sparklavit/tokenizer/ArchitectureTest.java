package org.sparklavit.tokenizer;

import org.junit.jupiter.api.Test;
import org.sparklavit.JobModuleRules;

/** Who may import whom in this module; docs/architecture.md draws it. */
class ArchitectureTest {

    @Test
    void theModuleKeepsTheRulesOfAJobModule() {
        JobModuleRules.check("org.sparklavit.tokenizer", "org.sparklavit.pretrain");
    }
}
