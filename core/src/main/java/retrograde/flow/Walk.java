package retrograde.flow;

import retrograde.sequence.JointJacobian;

/** One sequence, step by step: its Jacobians in the order of time. */
interface Walk {
    /**
     * Moves to a step: the next one, or back to one of the last interval between orthonormalisations.
     *
     * @return false where a value is not finite at this step or shortly after: there is nothing more to measure
     */
    boolean at(int t);

    /** The Jacobian at the step of the last {@link #at}. */
    JointJacobian jacobian();

    /** Which of the sequences that the Jacobian knows this is. */
    int sequence();

    /** A sequence of a run that was kept. */
    record Kept(JointJacobian jacobian, int sequence) implements Walk {
        @Override
        public boolean at(int t) {
            jacobian.at(t);
            return true;
        }
    }
}
