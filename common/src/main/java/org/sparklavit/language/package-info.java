/**
 * The language model: LLaMA in the layout of Hugging Face checkpoints, its extension to visual codes, the text
 * tokenizer, and generation.
 */
package org.sparklavit.language;
