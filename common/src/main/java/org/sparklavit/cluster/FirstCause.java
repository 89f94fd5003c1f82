package org.sparklavit.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the failure that caused the others. When one rank dies, its neighbours fail in their collectives, and their
 * neighbours after them; which of these reaches the driver first is chance.
 */
final class FirstCause {

    private FirstCause() {}

    /** The first failure that needs no other one to explain it, if it has been reported yet. */
    static Optional<RankFailure> certain(List<RankFailure> inOrderOfArrival) {
        return inOrderOfArrival.stream()
                .filter(failure -> failure.kind() != RankFailure.Kind.FOLLOWER)
                .findFirst();
    }

    /**
     * The best explanation that the reports allow: with followers alone, goes from each suspect to its own suspect
     * until one has reported nothing.
     *
     * @param inOrderOfArrival at least one failure
     * @param places where each rank ran
     */
    static RankFailure of(List<RankFailure> inOrderOfArrival, Map<Integer, String> places) {
        return certain(inOrderOfArrival).orElseGet(() -> lastSuspect(inOrderOfArrival, places));
    }

    private static RankFailure lastSuspect(List<RankFailure> followers, Map<Integer, String> places) {
        RankFailure current = followers.get(0);
        Set<Integer> seen = new HashSet<>();
        while (seen.add(current.rank())) {
            Optional<RankFailure> next = reportOf(current.suspect(), followers);
            if (next.isEmpty()) {
                return current.suspect() == RankFailure.NOBODY ? current : silent(current, places);
            }
            current = next.get();
        }
        return followers.get(0);
    }

    private static Optional<RankFailure> reportOf(int rank, List<RankFailure> failures) {
        return failures.stream().filter(failure -> failure.rank() == rank).findFirst();
    }

    private static RankFailure silent(RankFailure witness, Map<Integer, String> places) {
        return new RankFailure(
                witness.suspect(),
                places.getOrDefault(witness.suspect(), "in an unknown place"),
                RankFailure.Kind.SILENT,
                RankFailure.NOBODY,
                "it reported nothing itself; " + witness,
                witness.detail());
    }
}
