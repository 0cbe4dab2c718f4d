const cards = [1, 2, 3]
console.log(cards[Math.floor(Math.random() * cards.length)])
