// `20 + 10` → `30`: two numbers and one of + - * / **, as the course's calculator takes them.

const NUMBER = String.raw`-?\d{1,100}(?:\.\d{1,100})?`;
const TASK = new RegExp(String.raw`^\s*(${NUMBER})\s*(\*\*|[-+*/])\s*(${NUMBER})\s*$`);
/** Digits of a whole result: what is larger is none. */
const MOST_DIGITS = 1000;

/**
 * Whole numbers are exact; what has a fraction is a double (IEEE 754).
 * @returns null where it is no such text, or has no result: division by zero, too large
 */
export function calculate(text: string): string | null {
  const [, left, operator, right] = TASK.exec(text) ?? [];
  if (left === undefined || operator === undefined || right === undefined) return null;
  const whole = !left.includes('.') && !right.includes('.');
  const result =
    whole && staysWhole(BigInt(left), operator, BigInt(right))
      ? exact(BigInt(left), operator, BigInt(right))
      : inexact(Number(left), operator, Number(right));
  return typeof result === 'number' && !Number.isFinite(result)
    ? null
    : (result?.toString() ?? null);
}

function staysWhole(a: bigint, operator: string, b: bigint): boolean {
  if (operator === '/') return b !== 0n && a % b === 0n;
  return operator !== '**' || b >= 0n;
}

/** Null: too large. */
function exact(a: bigint, operator: string, b: bigint): bigint | null {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    default: {
      // Known before it is worked out, which could take for ever. 0, 1 and -1 stay what they are.
      const digits = Math.log10(Math.abs(Number(a))) * Number(b);
      return digits >= MOST_DIGITS ? null : a ** b;
    }
  }
}

function inexact(a: number, operator: string, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    default:
      return a ** b;
  }
}
