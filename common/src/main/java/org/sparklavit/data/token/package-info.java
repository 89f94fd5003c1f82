/** Images as discrete visual tokens in Parquet; {@code docs/token-format.md} is the contract. */
package org.sparklavit.data.token;
