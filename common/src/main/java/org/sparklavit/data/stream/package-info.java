/**
 * From token dumps and text files to the packed rows that a language model trains on: which sample comes when, how it
 * becomes ids, and which ids share a row. Everything is a pure function of configuration and position.
 */
package org.sparklavit.data.stream;
