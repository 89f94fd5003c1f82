/** The fault suite, run by {@code tools/study.sh faults} and never as a test: faults in real processes of a cluster. */
package org.sparklavit.faults;
