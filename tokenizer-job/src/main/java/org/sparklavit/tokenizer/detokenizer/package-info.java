/** Training a detokenizer on shards, and sheets of what it draws. */
package org.sparklavit.tokenizer.detokenizer;
