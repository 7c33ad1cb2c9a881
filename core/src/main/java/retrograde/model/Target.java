package retrograde.model;

import retrograde.InputException;

/**
 * An array to be filled, and its place in the model.
 *
 * @param name without the layer
 * @param layer its number, from 1; 0 outside the layers
 * @param array gets filled
 * @param rows of the matrix; 1 for a vector
 * @param columns of the matrix; the entries of a vector
 * @param hidden {@code H} of its layer
 * @param role what it does
 * @param family the family's name
 * @param block which of its family's arrays it is, from 0
 * @param blocks how many arrays of this shape the family has in its cell
 * @param summed whether it is a bias beside an input and a recurrent matrix, where PyTorch has two
 */
@SuppressWarnings("ArrayRecordComponent") // the array is what gets filled
record Target(String name, int layer, double[] array, int rows, int columns, int hidden, Role role, String family,
        int block, int blocks, boolean summed) {

    /** What an array does. */
    enum Role {
        /** A matrix that stands before the input, or the read-out's. */
        INPUT,
        /** A matrix that stands before something else. */
        RECURRENT,
        /** A bias or another trained vector. */
        VECTOR,
        /** The first value of a state. */
        STATE,
        /** The vectors of symbols. */
        EMBEDDING
    }

    /** An array without others of its kind. */
    Target(String name, int layer, double[] array, int rows, int columns, int hidden, Role role) {
        this(name, layer, array, rows, columns, hidden, role, name, 0, 1, false);
    }

    /** The name with the layer. */
    String label() {
        return layer == 0 ? name : layer + "/" + name;
    }

    boolean vector() {
        return role == Role.VECTOR || role == Role.STATE;
    }

    void matrixOnly(String what) {
        if (vector()) {
            throw new InputException("--init " + name + "=" + what + ": " + name + " is a vector, and " + what
                    + " is for matrices; use a number, normal:mean,std or uniform:lo,hi");
        }
    }
}
