// The parts of mljs that the training uses; these two packages come without types.
declare module 'ml-naivebayes' {
  export class MultinomialNB {
    train(rows: number[][], classes: number[]): void;
    toJSON(): {
      priorProbability: import('ml-matrix').Matrix;
      conditionalProbability: import('ml-matrix').Matrix;
    };
  }
}

declare module 'ml-logistic-regression' {
  class LogisticRegression {
    constructor(options: { numSteps: number; learningRate: number });
    train(rows: import('ml-matrix').Matrix, classes: import('ml-matrix').Matrix): void;
    toJSON(): { classifiers: { weights: import('ml-matrix').Matrix }[] };
  }
  // biome-ignore lint/style/noDefaultExport: it is how the package exports it.
  export default LogisticRegression;
}
