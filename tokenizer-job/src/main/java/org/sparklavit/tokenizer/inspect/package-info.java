/** What is in a token dump: statistics, rows, and kept patches over their images. Knows no engine. */
package org.sparklavit.tokenizer.inspect;
