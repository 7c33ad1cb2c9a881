/** Every quantity of the flow against a naive twin, closed forms and the definitions. */
@org.jspecify.annotations.NullMarked
package retrograde.flow;
