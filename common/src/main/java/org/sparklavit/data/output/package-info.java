/** Output folders of batch jobs: begun, killed, begun again, and complete exactly once. */
package org.sparklavit.data.output;
