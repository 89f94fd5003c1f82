/** What jobs show to people: HTML pages that need nothing else, and pictures with text. */
package org.sparklavit.report;
